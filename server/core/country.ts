/** Whether it is a country of ISO 3166-1 alpha-2, in upper case. */
export function isCountryCode(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && REGIONS.of(code) !== undefined
}

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
