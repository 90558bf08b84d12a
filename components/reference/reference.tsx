import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type Document, groupsOf } from './document'
import { Method, Operation } from './operation'

export interface ReferenceProps {
  document: Document
  /** Where the document itself is. */
  source: string
  /** The APIs there are, the one shown marked. */
  apis: readonly { href: string; label: string; current: boolean }[]
  introduction: string
}

/** An API's whole reference on one page, drawn from its own OpenAPI document: nothing here is written twice. */
export function Reference({ document, source, apis, introduction }: ReferenceProps) {
  const groups = groupsOf(document)
  return (
    <Main width="wide">
      <PageHeader
        title={document.info.title}
        description={
          <>
            {introduction}{' '}
            <a href={source} className="link">
              The OpenAPI document
            </a>
          </>
        }
        actions={<Segments label="API" items={apis} />}
      />
      <div className="grid gap-10 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <nav
          aria-label="Operations"
          className="lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:self-start lg:overflow-y-auto"
        >
          {groups.map((group) => (
            <details key={group.id}>
              <summary className="min-h-8 cursor-pointer py-1 font-medium">{group.name}</summary>
              <ul className="grid gap-0.5 pb-2 pl-4">
                {group.entries.map(({ id, method, path, operation }) => (
                  <li key={id}>
                    <a href={`#${id}`} className="block min-h-6 py-0.5 text-sm text-ink-2 hover:text-ink">
                      <Method name={method} /> {operation.summary ?? path}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </nav>
        <div className="grid min-w-0 gap-10">
          {groups.map((group) => (
            <section key={group.id} id={group.id} aria-labelledby={`${group.id}-title`} className="min-w-0">
              <h2 id={`${group.id}-title`} className="text-xl font-[620]">
                {group.name}
              </h2>
              {group.description !== undefined && <p className="pt-1 pb-5 text-ink-2">{group.description}</p>}
              {group.entries.map((entry) => (
                <Operation key={entry.id} document={document} entry={entry} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </Main>
  )
}
