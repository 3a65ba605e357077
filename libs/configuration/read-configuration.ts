import 'reflect-metadata';
import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import type { Channel } from './channels.js';
import { ConfigurationError } from './configuration-error.js';
import { Environment, LOG_LEVELS, SECRETS } from './environment.js';
import { readUnitCosts } from './unit-costs.js';

export interface Configuration {
  /** HTTP; port 0 for any that is free. */
  port: number;
  host: string;
  /** Absolute path. */
  dataDir: string;
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl?: string;
  /** KurrentDB; undefined: the log is in PostgreSQL. */
  eventStoreUrl?: string;
  /** Port of the embedded PostgreSQL; 0 for any that is free. */
  biPort: number;
  /** Undefined: one is made. */
  biReaderPassword?: string;
  /** Undefined: one is made at the first start. */
  adminKey?: string;
  /** ISO 4217. */
  reportingCurrency: string;
  /** IANA. */
  reportingTimeZone: string;
  /** Cost of goods as a share of the amount: a decimal string. */
  defaultCostRate: string;
  /** Cost per contact in the reporting currency, decimal strings; a channel not named costs nothing. */
  unitCosts: Partial<Record<Channel, string>>;
  /** Into how many partitions customers are hashed; projectors share them. */
  partitions: number;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Undefined: no Kafka. */
  kafka?: {
    /** Each `host:port`. */
    brokers: string[];
    /** Sources whose merges and erasures are taken from Kafka. */
    trustedSources: string[];
  };
}

const SHOWN_CHARACTERS = 80;

/**
 * Reads the server's variables. One that is unset or empty takes its default; others are taken as they are, without
 * trimming.
 * @throws ConfigurationError for the first that cannot be used, in the order of the documentation
 */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const given = Object.assign(new Environment(), withoutEmpty(env));
  const [wrong] = validateSync(given, { skipMissingProperties: true });
  if (wrong)
    throw new ConfigurationError(describe(wrong.property, wrong.value, Object.values(wrong.constraints!)[0]));
  return {
    port: Number(given.PORT ?? 3000),
    host: given.HOST ?? '127.0.0.1',
    dataDir: resolve(given.LIFELEDGER_DATA_DIR ?? '.lifeledger'),
    databaseUrl: given.DATABASE_URL,
    eventStoreUrl: given.EVENT_STORE_URL,
    biPort: Number(given.BI_PORT ?? 5433),
    biReaderPassword: given.BI_READER_PASSWORD,
    adminKey: given.LIFELEDGER_ADMIN_KEY,
    reportingCurrency: given.REPORTING_CURRENCY ?? 'USD',
    reportingTimeZone: given.REPORTING_TIME_ZONE ?? 'UTC',
    defaultCostRate: given.DEFAULT_COST_RATE ?? '0',
    unitCosts: given.UNIT_COSTS === undefined ? {} : readUnitCosts(given.UNIT_COSTS)!,
    partitions: Number(given.PARTITIONS ?? 64),
    logLevel: (given.LOG_LEVEL as Configuration['logLevel'] | undefined) ?? 'info',
    ...(given.KAFKA_BROKERS !== undefined && {
      kafka: {
        brokers: listOf(given.KAFKA_BROKERS),
        trustedSources: listOf(given.KAFKA_TRUSTED_SOURCES ?? ''),
      },
    }),
  };
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

function describe(variable: string, value: string, allowed: string): string {
  if (SECRETS.has(variable)) return `${variable} has a value that cannot be used: it must be ${allowed}`;
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
  return `${variable} is ${JSON.stringify(shown)}: it must be ${allowed}`;
}
