import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/report.de.json'
import en from '@/messages/dashboard/report.en.json'
import fr from '@/messages/dashboard/report.fr.json'

/** What reports say. */
export const reportWords = area({ en, de, fr })

export type ReportWords = ReturnType<typeof reportWords>
