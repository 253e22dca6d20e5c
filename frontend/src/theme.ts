/** The look: Mantine's tokens set to our palette. The colours of severities live in styles/tokens.css. */
import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver } from '@mantine/core';

const systemFont =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 3 },
  defaultRadius: 6,
  // The accent is dark on light pages and light on dark ones; what stands on it changes with it.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colors, color: 'var(--on-accent)' } : colors;
  },
  components: {
    // Lists of choices are placed when they open: placing what nobody sees has the browser lay the page out.
    Combobox: { defaultProps: { keepMounted: false } },
    Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } },
    Radio: { defaultProps: { iconColor: 'var(--on-accent)' } },
  },
  cursorType: 'pointer',
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontFamily: systemFont, fontWeight: '650' },
  colors: {
    brand: [
      '#e8f5f4',
      '#cde9e7',
      '#9fd5d1',
      '#6dc0ba',
      '#43ada6',
      '#22958f',
      '#127d78',
      '#0c6662',
      '#09514e',
      '#063c3a',
    ],
    dark: [
      '#e4e8ec',
      '#b4bcc6',
      '#98a2ae',
      '#6f7985',
      '#3a424b',
      '#2a3038',
      '#1f242a',
      '#16191d',
      '#101215',
      '#0b0d0f',
    ],
  },
});

/** Mantine's own semantic variables, pointed at ours, so that both follow one palette. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a1f26',
    '--mantine-color-dimmed': '#525b66',
    '--mantine-color-placeholder': '#667080',
    '--mantine-color-default-border': '#d5dae0',
    '--mantine-color-error': '#8b1a1a',
    '--mantine-color-anchor': '#0c6662',
  },
  dark: {
    '--mantine-color-body': '#16191d',
    '--mantine-color-text': '#e4e8ec',
    '--mantine-color-dimmed': '#b4bcc6',
    '--mantine-color-placeholder': '#98a2ae',
    '--mantine-color-default-border': '#3a424b',
    '--mantine-color-error': '#ff8a8a',
    '--mantine-color-anchor': '#6dc0ba',
  },
});
