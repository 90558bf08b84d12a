/**
 * Stripe's Appearance API for the sandbox's elements: a theme, variables and rules become one style sheet
 * inside the element's shadow root. Class names in rules are Stripe's (`.Input`, `.Tab--selected`, …).
 */

export interface Appearance {
  theme?: 'stripe' | 'night' | 'flat' | 'none'
  labels?: 'above' | 'floating'
  disableAnimations?: boolean
  variables?: Record<string, string | undefined>
  rules?: Record<string, Record<string, string>>
}

const LIGHT: Readonly<Record<string, string>> = {
  colorPrimary: '#0570de',
  colorBackground: '#ffffff',
  colorText: '#30313d',
  colorTextSecondary: '#5f606b',
  colorTextPlaceholder: '#6d6e78',
  colorDanger: '#c4183c',
  colorBorder: '#c9cad3',
  fontFamily: 'inherit',
  fontSizeBase: '16px',
  fontSizeSm: '0.93em',
  fontWeightMedium: '500',
  borderRadius: '5px',
  spacingUnit: '4px',
  gridRowSpacing: '12px',
  gridColumnSpacing: '12px',
}

const NIGHT: Readonly<Record<string, string>> = {
  ...LIGHT,
  colorPrimary: '#7fb6f5',
  colorBackground: '#30313d',
  colorText: '#ffffff',
  colorTextSecondary: '#c3c4cc',
  colorTextPlaceholder: '#a3a4ae',
  colorDanger: '#fe87a1',
  colorBorder: '#5d5e6c',
}

/** The whole style sheet of an element for this appearance. */
export function styleSheetFor(appearance: Appearance): string {
  const theme = appearance.theme === 'night' ? NIGHT : LIGHT
  const variables = { ...theme, ...appearance.variables }
  const declared = Object.entries(variables)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')
  const scheme = appearance.theme === 'night' ? 'dark' : 'light'
  return `:host { display: block; color-scheme: ${scheme}; ${declared} }\n${BASE}\n${rulesOf(appearance)}`
}

function rulesOf({ rules = {}, disableAnimations }: Appearance): string {
  const written = Object.entries(rules).map(([selector, properties]) => {
    const body = Object.entries(properties).map(([name, value]) => `${kebab(name)}: ${value};`)
    return `${selector} { ${body.join(' ')} }`
  })
  if (disableAnimations === true) written.push('* { transition: none !important; }')
  return written.join('\n')
}

function kebab(name: string): string {
  return name.startsWith('-') ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const BASE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.Form { font-family: var(--fontFamily); font-size: var(--fontSizeBase); line-height: 1.4; color: var(--colorText); display: grid; gap: var(--gridRowSpacing); text-align: start; }
.Row { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--gridColumnSpacing); align-items: start; }
.Field { min-width: 0; display: grid; gap: var(--spacingUnit); }
.Label { font-size: var(--fontSizeSm); font-weight: var(--fontWeightMedium); color: var(--colorText); }
.InputWrap { position: relative; display: flex; align-items: center; }
.Input { appearance: none; width: 100%; min-width: 0; margin: 0; font: inherit; color: inherit; font-variant-numeric: tabular-nums; background: var(--colorBackground); border: 1px solid var(--colorBorder); border-radius: var(--borderRadius); padding: calc(var(--spacingUnit) * 2.25) calc(var(--spacingUnit) * 3); transition: border-color .12s, box-shadow .12s; }
.Input::placeholder { color: var(--colorTextPlaceholder); opacity: 1; }
.Input:focus { outline: 2px solid var(--colorPrimary); outline-offset: -1px; border-color: var(--colorPrimary); }
.Input--invalid { border-color: var(--colorDanger); }
.Input:disabled { opacity: .6; cursor: not-allowed; }
.Select { padding-right: 32px; background-image: linear-gradient(45deg, transparent 50%, currentColor 50%), linear-gradient(-45deg, transparent 50%, currentColor 50%); background-size: 5px 5px; background-position: right 17px top 50%, right 12px top 50%; background-repeat: no-repeat; text-overflow: ellipsis; }
.InputWrap:has(.Adornment) .Input { padding-right: 52px; }
.Adornment { position: absolute; right: 10px; display: inline-flex; color: var(--colorTextSecondary); pointer-events: none; }
.Error { margin: 0; font-size: var(--fontSizeSm); color: var(--colorDanger); }
.Terms, .Hint { margin: 0; font-size: .8125em; line-height: 1.5; color: var(--colorTextSecondary); }
.Tabs { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: calc(var(--spacingUnit) * 2); }
.Tab { appearance: none; font: inherit; font-size: var(--fontSizeSm); font-weight: var(--fontWeightMedium); color: var(--colorTextSecondary); background: var(--colorBackground); border: 1px solid var(--colorBorder); border-radius: var(--borderRadius); padding: calc(var(--spacingUnit) * 2.5) calc(var(--spacingUnit) * 3); display: flex; align-items: center; gap: 8px; cursor: pointer; text-align: start; min-height: 24px; }
.Tab:hover { color: var(--colorText); }
.Tab--selected { color: var(--colorPrimary); border-color: var(--colorPrimary); box-shadow: inset 0 0 0 1px var(--colorPrimary); }
.Tab:focus-visible { outline: 2px solid var(--colorPrimary); outline-offset: 2px; }
.Panel { display: grid; gap: var(--gridRowSpacing); }
.VisuallyHidden, .OneLine .Error { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.OneLine { display: flex; align-items: center; gap: 4px; }
.OneLine .Field { flex: 1 1 5em; }
.OneLine .Field:first-child { flex: 3 1 11em; }
.OneLine .Input { border-color: transparent; background: transparent; padding: 4px; }
.OneLine .Input--invalid { color: var(--colorDanger); }
.OneLine .InputWrap:has(.Adornment) .Input { padding: 4px 4px 4px 40px; }
.OneLine .Adornment { right: auto; left: 2px; }
.Skeleton { height: 44px; border-radius: var(--borderRadius); background: var(--colorBorder); opacity: .45; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`
