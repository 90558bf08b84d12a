import { area } from '@/components/dashboard/area'
import de from '@/messages/dashboard/audit.de.json'
import en from '@/messages/dashboard/audit.en.json'
import fr from '@/messages/dashboard/audit.fr.json'

export const auditWords = area({ en, de, fr })

export type AuditWords = ReturnType<typeof auditWords>
