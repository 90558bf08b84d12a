import de from '@/messages/dashboard/timeline.de.json'
import en from '@/messages/dashboard/timeline.en.json'
import fr from '@/messages/dashboard/timeline.fr.json'
import { area } from '../dashboard/area'

/** What happened, in words. */
export const timelineWords = area({ en, de, fr })

export type TimelineWords = ReturnType<typeof timelineWords>
