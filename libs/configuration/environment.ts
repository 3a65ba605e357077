import { isFQDN, isIn, isIP, isISO4217CurrencyCode, isPort, minLength } from 'class-validator';
import { IANAZone } from 'luxon';
import { Allowed } from './allowed.js';
import { CHANNELS } from './channels.js';
import { readUnitCosts } from './unit-costs.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** Variables whose value is never shown. */
export const SECRETS: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'EVENT_STORE_URL',
  'BI_READER_PASSWORD',
  'LIFELEDGER_ADMIN_KEY',
]);

const isFilled = (value: string) => value.trim() !== '';

/** The variables as they are given, each with what it may be. */
export class Environment {
  @Allowed('a port, 0 to 65535 (0: any that is free)', isPort)
  PORT?: string;

  @Allowed('a host name or an IP address', (value) => isIP(value) || isFQDN(value, { require_tld: false }))
  HOST?: string;

  @Allowed('a folder', isFilled)
  LIFELEDGER_DATA_DIR?: string;

  @Allowed('a URL such as postgresql://user:password@host:5432/database', isPostgresUrl)
  DATABASE_URL?: string;

  @Allowed('a port, 0 to 65535 (0: any that is free)', isPort)
  BI_PORT?: string;

  @Allowed('a password that is not only spaces', isFilled)
  BI_READER_PASSWORD?: string;

  @Allowed('a URL such as kurrentdb://user:password@host:2113?tls=true (or esdb://…)', isKurrentdbUrl)
  EVENT_STORE_URL?: string;

  @Allowed('a list of brokers, host:port,…', (value) => value.split(',').every(isBroker))
  KAFKA_BROKERS?: string;

  @Allowed('a list of sources, such as crm,https://shop.example', (value) => value.split(',').every(isFilled))
  KAFKA_TRUSTED_SOURCES?: string;

  @Allowed(
    'a key of at least 24 characters, visible ASCII without spaces',
    (value) => minLength(value, 24) && /^[!-~]+$/.test(value),
  )
  LIFELEDGER_ADMIN_KEY?: string;

  @Allowed(
    'an ISO 4217 currency code in capitals, such as EUR',
    (value) => isISO4217CurrencyCode(value) && value === value.toUpperCase(),
  )
  REPORTING_CURRENCY?: string;

  @Allowed(
    'an IANA time zone, such as Europe/Berlin',
    (value) => /^[A-Z]/i.test(value) && IANAZone.isValidZone(value),
  )
  REPORTING_TIME_ZONE?: string;

  @Allowed('a decimal of 0 or more, such as 0.4 for 40 %', (value) => /^\d{1,4}(\.\d{1,8})?$/.test(value))
  DEFAULT_COST_RATE?: string;

  @Allowed(
    `costs per contact such as voice=4.50,chat=1.20, each of at most 4 decimals, each channel once, of: ${CHANNELS.join(', ')}`,
    (value) => readUnitCosts(value) !== undefined,
  )
  UNIT_COSTS?: string;

  @Allowed(
    'a number of partitions, 1 to 1024',
    (value) => /^[1-9]\d{0,3}$/.test(value) && Number(value) <= 1024,
  )
  PARTITIONS?: string;

  @Allowed(`one of ${LOG_LEVELS.join(', ')}`, (value) => isIn(value, LOG_LEVELS))
  LOG_LEVEL?: string;
}

/** `host:port`, the host a name, an IPv4 address or an IPv6 address in brackets. */
function isBroker(value: string): boolean {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(value.trim()) ?? [];
  const isHost = host.startsWith('[')
    ? isIP(host.slice(1, -1), 6)
    : isFQDN(host, { require_tld: false, allow_underscores: true }) || isIP(host, 4);
  return isHost && isPort(port) && port !== '0';
}

/** Several hosts may be listed, which no URL of the platform knows. */
function isKurrentdbUrl(value: string): boolean {
  return /^(kurrentdb|esdb)(\+discover)?:\/\/[^\s/]/.test(value);
}

function isPostgresUrl(value: string): boolean {
  return URL.canParse(value) && ['postgres:', 'postgresql:'].includes(new URL(value).protocol);
}
