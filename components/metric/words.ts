import de from '@/messages/dashboard/metric.de.json'
import en from '@/messages/dashboard/metric.en.json'
import fr from '@/messages/dashboard/metric.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

export const metricWords = area({ en, de, fr })

export type MetricWords = ReturnType<typeof metricWords>
export type MetricMessages = typeof en

/** The sentences themselves, for client components. */
export const metricMessages = (locale: Locale): MetricMessages => ({ en, de, fr })[locale]
