import de from '@/messages/dashboard/voucher.de.json'
import en from '@/messages/dashboard/voucher.en.json'
import fr from '@/messages/dashboard/voucher.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const voucherWords = area({ en, de, fr })

export type VoucherWords = ReturnType<typeof voucherWords>
export type VoucherMessages = typeof en

/** The sentences themselves, for client components. */
export const voucherMessages = (locale: Locale): VoucherMessages => ({ en, de, fr })[locale]
