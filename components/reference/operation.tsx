import type { ReactNode } from 'react'
import { Chip } from '@/components/ui/chip'
import { cx } from '@/components/ui/cx'
import {
  type Answer,
  type Document,
  type Entry,
  type Field,
  fieldsOf,
  type Parameter,
  resolved,
  typeOf,
} from './document'

/** One operation: what it does, what it takes, what it answers. */
export function Operation({ document, entry }: { document: Document; entry: Entry }) {
  const { id, method, path, operation } = entry
  const parameters = (operation.parameters ?? []).map((each) => resolved(document, each))
  const body = operation.requestBody?.content?.['application/json']
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, answer]) => [status, resolved(document, answer)] as const,
  )
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="grid scroll-mt-6 gap-4 border-t py-7">
      <header className="grid gap-1.5">
        <h3
          id={`${id}-title`}
          className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-lg font-semibold"
        >
          {operation.summary ?? path}
          {operation['x-folio-extension'] && <Chip tone="accent">extension</Chip>}
        </h3>
        <p className="flex flex-wrap items-baseline gap-x-2 font-mono text-sm break-all">
          <Method name={method} /> {path}
        </p>
        {operation.description !== undefined && (
          <p className="max-w-160 text-ink-2">{operation.description}</p>
        )}
      </header>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <Fields fields={parameters.map((parameter) => parameterField(document, parameter))} />
        </Part>
      )}
      {body?.schema !== undefined && (
        <Part title="Body">
          <Fields fields={fieldsOf(document, body.schema)} />
          <Example value={body.example} title="Example body" />
        </Part>
      )}
      <Part title="Answers">
        <div className="divide-y rounded-md border">
          {answers.map(([status, answer]) => (
            <AnswerDetails key={status} document={document} status={status} answer={answer} />
          ))}
        </div>
      </Part>
    </section>
  )
}

export function Method({ name }: { name: string }) {
  const tone = name === 'get' ? 'text-ink-3' : name === 'delete' ? 'text-bad' : 'text-accent'
  return <span className={cx('text-xs font-semibold uppercase', tone)}>{name}</span>
}

function AnswerDetails({ document, status, answer }: { document: Document; status: string; answer: Answer }) {
  const [type, media] = Object.entries(answer.content ?? {})[0] ?? []
  const fields = media?.schema === undefined ? [] : fieldsOf(document, media.schema)
  const line = (
    <span className="flex min-h-6 flex-wrap items-baseline gap-x-3">
      <span
        className={cx('num font-mono text-sm font-semibold', status < '400' ? 'text-good' : 'text-ink-2')}
      >
        {status}
      </span>
      <span className="text-ink-2">{answer.description}</span>
      {type !== undefined && type !== 'application/json' && (
        <span className="text-sm text-ink-3">{type}</span>
      )}
    </span>
  )
  if (fields.length === 0 && media?.example === undefined) return <div className="px-3.5 py-2">{line}</div>
  return (
    <details>
      <summary className="cursor-pointer px-3.5 py-2 hover:bg-sunken">
        <span className="inline-block align-top">{line}</span>
      </summary>
      <div className="grid gap-3 px-3.5 pt-1 pb-4">
        {fields.length > 0 && <Fields fields={fields} />}
        <Example value={media?.example} title="Example" />
      </div>
    </details>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid gap-2">
      <h4 className="text-sm font-medium text-ink-3">{title}</h4>
      {children}
    </div>
  )
}

function Fields({ fields }: { fields: readonly Field[] }) {
  if (fields.length === 0) return <p className="text-sm text-ink-3">Any object</p>
  return (
    <ul className="divide-y">
      {fields.map((field) => (
        <li key={field.name} className="grid gap-0.5 py-1.5">
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <code className="font-mono text-sm font-semibold">{field.name}</code>
            <span className="text-sm text-ink-3">{field.type}</span>
            {field.required && <span className="text-xs text-warn">required</span>}
          </p>
          {field.description !== undefined && <p className="text-sm text-ink-2">{field.description}</p>}
          {field.values.length > 0 && (
            <p className="font-mono text-xs break-words text-ink-3">{field.values.join(' · ')}</p>
          )}
          {field.fields.length > 0 && (
            <details className="pl-3">
              <summary className="min-h-6 cursor-pointer text-sm text-ink-2 hover:text-ink">
                its {field.fields.length === 1 ? 'field' : `${field.fields.length} fields`}
              </summary>
              <div className="border-l pl-3.5">
                <Fields fields={field.fields} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function Example({ value, title }: { value: unknown; title: string }) {
  if (value === undefined) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <details>
      <summary className="min-h-6 cursor-pointer text-sm text-ink-2 hover:text-ink">{title}</summary>
      <pre className="rounded-md border bg-sunken p-3.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text}
      </pre>
    </details>
  )
}

const parameterField = (document: Document, parameter: Parameter): Field => ({
  name: parameter.name,
  type: `${parameter.in}, ${typeOf(document, parameter.schema ?? {})}`,
  required: parameter.required ?? false,
  description: parameter.description,
  values: (parameter.schema?.enum ?? []).map(String),
  fields: [],
})
