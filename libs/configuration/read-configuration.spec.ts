import { resolve } from 'node:path';
import { ConfigurationError, readConfiguration } from './index.js';

it('has a default for everything', () => {
  expect(readConfiguration({ PATH: '/bin' })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('.lifeledger'),
    biPort: 5433,
    reportingCurrency: 'USD',
    reportingTimeZone: 'UTC',
    defaultCostRate: '0',
    unitCosts: {},
    partitions: 64,
    logLevel: 'info',
  });
});

it('takes what is given', () => {
  expect(
    readConfiguration({
      PORT: '8080',
      HOST: '0.0.0.0',
      LIFELEDGER_DATA_DIR: '/srv/lifeledger',
      DATABASE_URL: 'postgresql://ledger:secret@db.example:5432/ledger?sslmode=require',
      EVENT_STORE_URL: 'kurrentdb+discover://admin:secret@one.example:2113,two.example:2113?tls=true',
      BI_PORT: '0',
      BI_READER_PASSWORD: 'a pass phrase',
      KAFKA_BROKERS: 'kafka-1:9092, [::1]:9093,10.0.0.7:9092',
      KAFKA_TRUSTED_SOURCES: 'crm,https://shop.example',
      LIFELEDGER_ADMIN_KEY: 'x'.repeat(24),
      REPORTING_CURRENCY: 'EUR',
      REPORTING_TIME_ZONE: 'Europe/Berlin',
      DEFAULT_COST_RATE: '0.45',
      UNIT_COSTS: 'voice=4.50, self-service=0.0125',
      PARTITIONS: '1024',
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    port: 8080,
    host: '0.0.0.0',
    dataDir: '/srv/lifeledger',
    databaseUrl: 'postgresql://ledger:secret@db.example:5432/ledger?sslmode=require',
    eventStoreUrl: 'kurrentdb+discover://admin:secret@one.example:2113,two.example:2113?tls=true',
    biPort: 0,
    biReaderPassword: 'a pass phrase',
    adminKey: 'x'.repeat(24),
    reportingCurrency: 'EUR',
    reportingTimeZone: 'Europe/Berlin',
    defaultCostRate: '0.45',
    unitCosts: { voice: '4.50', 'self-service': '0.0125' },
    partitions: 1024,
    logLevel: 'debug',
    kafka: {
      brokers: ['kafka-1:9092', '[::1]:9093', '10.0.0.7:9092'],
      trustedSources: ['crm', 'https://shop.example'],
    },
  });
});

it('takes an empty variable for one that is unset', () => {
  expect(readConfiguration({ PORT: '', KAFKA_BROKERS: '', UNIT_COSTS: '' })).toEqual(readConfiguration({}));
});

it.each([
  ['PORT', '80 80', 'a port, 0 to 65535'],
  ['PORT', '65536', 'a port, 0 to 65535'],
  ['PORT', '0x50', 'a port, 0 to 65535'],
  ['HOST', 'http://localhost', 'a host name or an IP address'],
  ['LIFELEDGER_DATA_DIR', '  ', 'a folder'],
  ['BI_PORT', '-1', 'a port, 0 to 65535'],
  ['KAFKA_BROKERS', 'localhost', 'a list of brokers, host:port,…'],
  ['KAFKA_BROKERS', 'a:9092,,b:9092', 'a list of brokers'],
  ['KAFKA_BROKERS', 'kafka://a:9092', 'a list of brokers'],
  ['KAFKA_BROKERS', 'a:0', 'a list of brokers'],
  ['KAFKA_TRUSTED_SOURCES', 'crm,,shop', 'a list of sources'],
  ['REPORTING_CURRENCY', 'usd', 'an ISO 4217 currency code in capitals'],
  ['REPORTING_CURRENCY', 'EURO', 'an ISO 4217 currency code in capitals'],
  ['REPORTING_TIME_ZONE', 'Berlin', 'an IANA time zone'],
  ['REPORTING_TIME_ZONE', '+01:00', 'an IANA time zone'],
  ['DEFAULT_COST_RATE', '-0.1', 'a decimal of 0 or more'],
  ['DEFAULT_COST_RATE', '40%', 'a decimal of 0 or more'],
  ['DEFAULT_COST_RATE', '4e-1', 'a decimal of 0 or more'],
  ['UNIT_COSTS', 'phone=1', 'of: voice, ivr, email, chat'],
  ['UNIT_COSTS', 'voice=1,voice=2', 'each channel once'],
  ['UNIT_COSTS', 'voice=1.23456', 'at most 4 decimals'],
  ['UNIT_COSTS', 'voice=4.50;chat=1', 'such as voice=4.50,chat=1.20'],
  ['UNIT_COSTS', 'toString=1', 'each channel once'],
  ['PARTITIONS', '0', '1 to 1024'],
  ['PARTITIONS', '1025', '1 to 1024'],
  ['PARTITIONS', '6.4', '1 to 1024'],
  ['LOG_LEVEL', 'verbose', 'one of error, warn, info, debug'],
])('refuses %s=%s, naming it and what is allowed', (variable, value, allowed) => {
  const attempt = () => readConfiguration({ [variable]: value });
  expect(attempt).toThrow(ConfigurationError);
  expect(attempt).toThrow(`${variable} is ${JSON.stringify(value)}: it must be `);
  expect(attempt).toThrow(allowed);
});

it.each([
  ['DATABASE_URL', 'mysql://u:hunter2@host/db', 'such as postgresql://user:password@host:5432/database'],
  ['EVENT_STORE_URL', 'http://u:hunter2@host:2113', 'such as kurrentdb://user:password@host:2113'],
  ['EVENT_STORE_URL', 'kurrentdb:u:hunter2@host', 'such as kurrentdb://user:password@host:2113'],
  ['LIFELEDGER_ADMIN_KEY', 'hunter2', 'a key of at least 24 characters'],
  ['LIFELEDGER_ADMIN_KEY', `hunter2 ${'x'.repeat(24)}`, 'visible ASCII without spaces'],
  ['BI_READER_PASSWORD', ' ', 'a password that is not only spaces'],
])('refuses %s without showing it', (variable, value, allowed) => {
  const attempt = () => readConfiguration({ [variable]: value });
  expect(attempt).toThrow(
    new RegExp(`^${variable} has a value that cannot be used: it must be .*${allowed}`),
  );
  expect(attempt).not.toThrow('hunter2');
});

it('keeps to one line, whatever the value', () => {
  const message = (() => {
    try {
      readConfiguration({ LOG_LEVEL: `a\nb${'c'.repeat(500)}`, PORT: '3000' });
    } catch (error) {
      return (error as Error).message;
    }
  })();
  expect(message).toMatch(/^LOG_LEVEL is "a\\nbc+…": it must be one of error, warn, info, debug$/);
});

it('names the first of several in the order of the documentation', () => {
  expect(() => readConfiguration({ LOG_LEVEL: 'x', PORT: 'x' })).toThrow('PORT is "x"');
});
