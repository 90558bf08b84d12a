import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/team.de.json'
import en from '@/messages/dashboard/team.en.json'
import fr from '@/messages/dashboard/team.fr.json'

/** The pages about who runs an owner's billing. */
export const teamWords = area({ en, de, fr })

export type TeamWords = ReturnType<typeof teamWords>
