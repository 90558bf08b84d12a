import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/clock.de.json'
import en from '@/messages/dashboard/clock.en.json'
import fr from '@/messages/dashboard/clock.fr.json'

export const clockWords = area({ en, de, fr })

export type ClockWords = ReturnType<typeof clockWords>
