import { Chip } from '@/components/ui/chip'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import type { TeamWords } from './team-words'

export type Member = Outputs['owner']['member']['list'][number]

export interface MemberTableProps {
  members: readonly Member[]
  /** The address of one member's page; null for who may not open it. */
  href: (member: Member) => string | null
  t: TeamWords
  words: Words
}

/** Who is in the team, and as what. */
export function MemberTable({ members, href, t, words }: MemberTableProps) {
  return (
    <Table
      caption={t('table')}
      rows={members}
      rowKey={(member) => member.userId}
      rowHref={href}
      columns={[
        {
          key: 'person',
          header: t('person'),
          phone: 'title',
          cell: (member) => <Person {...{ member, t }} />,
        },
        { key: 'role', header: t('role'), phone: 'value', cell: (member) => t(`roleName.${member.role}`) },
        {
          key: 'status',
          header: t('status'),
          phone: 'status',
          cell: (member) => (
            <Chip tone={member.isInvited ? 'warn' : 'good'}>
              {t(member.isInvited ? 'invited' : 'joined')}
            </Chip>
          ),
        },
        {
          key: 'since',
          header: t('since'),
          phone: 'detail',
          weight: 'quiet',
          cell: (member) => words.date(member.joinedAt, 'medium'),
        },
      ]}
    />
  )
}

function Person({ member, t }: { member: Member; t: TeamWords }) {
  return (
    <span className="wrap-anywhere">
      {member.email}
      {member.isSelf && <span className="text-ink-3"> ({t('you')})</span>}
      {member.name !== null && <span className="block text-sm text-ink-3">{member.name}</span>}
    </span>
  )
}
