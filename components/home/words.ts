import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/home.de.json'
import en from '@/messages/dashboard/home.en.json'
import fr from '@/messages/dashboard/home.fr.json'

/** What the dashboard's home says. */
export const homeWords = area({ en, de, fr })

export type HomeWords = ReturnType<typeof homeWords>
