import type { ThemeConfig } from 'antd';

/** The only accent of the product. */
export const ACCENT = '#1D4F91';

export const theme: ThemeConfig = {
  // No hashed class names: the style sheet stays readable and small.
  hashed: false,
  token: {
    colorPrimary: ACCENT,
    colorLink: ACCENT,
    // Darker, where the usual lighter shade could not be read on every background.
    colorLinkHover: '#143A6B',
    colorInfo: ACCENT,
    fontSize: 14,
    fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
    borderRadius: 4,
    // Greys that keep 4.5:1 on white and on the page's background.
    colorTextSecondary: 'rgba(0,0,0,0.66)',
    colorTextTertiary: 'rgba(0,0,0,0.62)',
    colorTextDescription: 'rgba(0,0,0,0.62)',
    colorTextPlaceholder: 'rgba(0,0,0,0.56)',
    colorTextDisabled: 'rgba(0,0,0,0.6)',
    colorError: '#C62828',
    colorSuccess: '#1B7F3B',
    colorWarning: '#B26A00',
    // Light enough that a word in the colour can be read on it.
    colorSuccessBg: '#EEF7F0',
    colorSuccessBorder: '#A9D3B5',
    colorInfoBg: '#EAF1FA',
    colorInfoBorder: '#B7CBE6',
    colorWarningBg: '#FFF7E0',
    colorErrorBg: '#FDECEC',
    colorBgLayout: '#F3F5F8',
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.12s',
  },
  components: {
    Layout: { headerBg: ACCENT, headerHeight: 48, headerPadding: '0 16px', siderBg: '#fff' },
    Menu: { itemHeight: 38, itemMarginInline: 8 },
    Table: {
      cellPaddingBlockSM: 7,
      cellPaddingInlineSM: 10,
      headerBg: '#EEF2F7',
      headerColor: 'rgba(0,0,0,0.75)',
      // So light that the marks of states can be read on it.
      rowSelectedBg: '#F4F7FB',
      rowSelectedHoverBg: '#F4F7FB',
    },
    Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
    Tabs: { horizontalMargin: '0 0 12px 0', horizontalItemPadding: '8px 0' },
    Card: { bodyPadding: 16, headerHeight: 44 },
  },
};

/** On a phone: what is touched is as high as a thumb is wide (44 px). */
export const touchTheme: ThemeConfig = {
  token: { controlHeight: 44, controlHeightSM: 40, controlHeightLG: 48 },
  components: { Tabs: { horizontalItemPadding: '12px 0' }, Pagination: { itemSize: 44 } },
};
