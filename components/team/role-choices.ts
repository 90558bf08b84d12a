import type { RadioCardsProps } from '@/components/ui/radio-cards'
import type { TeamWords } from './team-words'

export const ROLES = ['admin', 'finance', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** The roles with what each may do. */
export const roleChoices = (t: TeamWords): RadioCardsProps['options'] =>
  ROLES.map((role) => ({ value: role, label: t(`roleName.${role}`), description: t(`roleText.${role}`) }))

export const asRole = (value: string): Role => ROLES.find((role) => role === value) ?? 'viewer'
