import de from '@/messages/dashboard/frame.de.json'
import en from '@/messages/dashboard/frame.en.json'
import fr from '@/messages/dashboard/frame.fr.json'
import { area } from './area'

/** What stands around every page of the dashboard. */
export const frameWords = area({ en, de, fr })

export type FrameWords = ReturnType<typeof frameWords>
