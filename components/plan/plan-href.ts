/** Where one choice of plan stands; `subscription` names which of several is changed. */
export function planHref(
  base: string,
  plan: string,
  parts: { when?: string | undefined; coupon?: string | undefined; subscription?: string | undefined } = {},
): string {
  const given = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined)
  const query = new URLSearchParams(given).toString()
  return `${base}/plans/${plan}${query === '' ? '' : `?${query}`}`
}
