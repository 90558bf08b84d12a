/** A postal address as documents and Stripe want it; every part is optional, `country` is ISO 3166-1 alpha-2. */
export type Address = {
  line1?: string
  line2?: string
  city?: string
  region?: string
  postcode?: string
  country?: string
}
