import localFont from 'next/font/local'

/**
 * Inter ships with the app. The Latin part is preloaded; the other scripts are in fonts.css and are only
 * fetched by pages that show a letter of theirs.
 */
export const latin = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-latin',
  weight: '100 900',
  display: 'swap',
  // The fallback stands behind all scripts of Inter, not only behind this one: it is in fonts.css.
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
    },
  ],
})
