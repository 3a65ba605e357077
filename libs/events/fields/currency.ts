import { type FieldRule, field } from './field.js';

/**
 * ISO 4217: the codes in force (list one), and those withdrawn since 1999 (list three), because events of
 * past years are still imported. Without XTS (for tests) and XXX (no currency), which are no money.
 */
const IN_FORCE = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
  CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
  GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
  LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
  NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
  SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD
  XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG`;
const WITHDRAWN = `
  ADP AFA ANG ATS AZM BEF BGL BGN BYB BYR CSD CUC CYP DEM EEK ESP FIM FRF GHC GRD GWP HRK IEP ITL LTL LUF
  LVL MGF MRO MTL MXP MZM NLG PTE ROL RUR SDD SIT SKK SLL SRG STD TMM TPE TRL USS VEB VEF XEU XFO XFU YUM
  ZMK ZWD ZWL ZWN ZWR`;
const CURRENCIES: ReadonlySet<string> = new Set(`${IN_FORCE} ${WITHDRAWN}`.trim().split(/\s+/));

const currencyRule: FieldRule = {
  kind: 'currency',
  allowed: 'an ISO 4217 currency code in capitals such as "USD"',
  schema: { type: 'string', pattern: '^[A-Z]{3}$' },
  accepts: isCurrency,
};

/** An ISO 4217 currency code. */
export const IsCurrency = (description: string) => field(currencyRule, description);

/** An ISO 4217 currency code that differs from the one in another field. */
export const IsCurrencyOtherThan = (other: string, description: string) =>
  field(
    {
      ...currencyRule,
      accepts: (value, data) => isCurrency(value) && value !== data[other],
      explain: (value) =>
        isCurrency(value) ? `must differ from ${other}` : `must be ${currencyRule.allowed}`,
    },
    description,
  );

/** Whether a value is an ISO 4217 currency code, in force or withdrawn since 1999. */
export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && CURRENCIES.has(value);
}
