import de from '@/messages/dashboard/plan.de.json'
import en from '@/messages/dashboard/plan.en.json'
import fr from '@/messages/dashboard/plan.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

/** Plans, their features and the links that sell them, as their owner sees them. */
export const planWords = area({ en, de, fr })

export type PlanWords = ReturnType<typeof planWords>
export type PlanMessages = typeof en

/** The sentences themselves, for client components. */
export const planMessages = (locale: Locale): PlanMessages => ({ en, de, fr })[locale]
