import type { Appearance } from '@stripe/stripe-js'

/**
 * The page's own look for Stripe's payment form, read from the tokens at this node. Values are literal: the real form
 * stands in a frame of another site and cannot see the page's variables.
 */
export function appearanceAt(node: Element): Appearance {
  const style = getComputedStyle(node)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const isDark = document.documentElement.dataset.theme === 'dark'
  return {
    theme: isDark ? 'night' : 'stripe',
    variables: {
      fontFamily: style.fontFamily,
      fontSizeBase: '16px',
      fontSizeSm: '13px',
      fontWeightMedium: '500',
      colorPrimary: token('--accent'),
      colorBackground: token('--surface'),
      colorText: token('--ink'),
      colorTextSecondary: token('--ink-2'),
      colorTextPlaceholder: token('--ink-3'),
      colorDanger: token('--bad'),
      borderRadius: '7px',
      spacingUnit: '4px',
      gridRowSpacing: '16px',
      gridColumnSpacing: '12px',
    },
    rules: {
      '.Input': {
        borderColor: token('--control'),
        boxShadow: 'none',
        fontSize: '15px',
        paddingTop: '9px',
        paddingBottom: '9px',
      },
      '.Input:focus': {
        borderColor: token('--accent'),
        boxShadow: `0 0 0 1px ${token('--accent')}`,
        outline: 'none',
      },
      '.Input--invalid': { borderColor: token('--bad'), boxShadow: 'none' },
      '.Label': { color: token('--ink'), marginBottom: '2px' },
      '.Tab': { borderColor: token('--line-strong'), boxShadow: 'none', color: token('--ink-2') },
      '.Tab:hover': { color: token('--ink') },
      '.Tab--selected': {
        borderColor: token('--accent'),
        color: token('--ink'),
        boxShadow: `0 0 0 1px ${token('--accent')}`,
      },
    },
  }
}
