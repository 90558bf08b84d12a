import { DUNNING_DAYS } from './dunning'

/** The owner's choices (extensions.md, `/settings`). What an owner never chose follows the defaults. */
export type OwnerSettings = {
  /** Days after the first failure on which a charge is tried again, rising. */
  dunningDays: number[]
  /** What becomes of a subscription when the schedule is through. */
  dunningEnd: 'cancel' | 'unpaid' | 'open'
  /** More or fewer seats are priced by the next renewal, or prorated at once. */
  seatProration: 'renewal' | 'now'
  /** Until when an invoice that is not charged by card is to be paid. */
  invoiceDueDays: number
  /** The owner declares the VAT of all member states through the one-stop-shop. */
  oneStopShop: boolean
  /** Whether customers outside the EU with a tax number are taxed all the same. */
  taxCustomersWithTaxNumbers: boolean
  /** Whether VAT numbers are looked up at VIES, beside the check of their form. */
  checkVatNumbersOnline: boolean
}

export const DEFAULT_SETTINGS: OwnerSettings = {
  dunningDays: [...DUNNING_DAYS],
  dunningEnd: 'cancel',
  seatProration: 'renewal',
  invoiceDueDays: 30,
  oneStopShop: false,
  taxCustomersWithTaxNumbers: false,
  checkVatNumbersOnline: false,
}

/** What customers of a brand may do by themselves in the portal. */
export type PortalFeatures = {
  changePlan: boolean
  changeSeats: boolean
  pause: boolean
  cancel: boolean
  editDetails: boolean
}

export const DEFAULT_PORTAL: PortalFeatures = {
  changePlan: true,
  changeSeats: true,
  pause: false,
  cancel: true,
  editDetails: true,
}

export const settingsOf = (owner: { settings: Partial<OwnerSettings> }): OwnerSettings => ({
  ...DEFAULT_SETTINGS,
  ...owner.settings,
})

export const portalOf = (brand: { portal: Partial<PortalFeatures> }): PortalFeatures => ({
  ...DEFAULT_PORTAL,
  ...brand.portal,
})
