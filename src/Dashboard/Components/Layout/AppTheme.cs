using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Layout;

/// <summary>The look, for MudBlazor's components; the same colours stand as CSS variables in <c>wwwroot/css/app.css</c>.</summary>
public static class AppTheme
{
    private static readonly string[] Font = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#4f46e5",
                PrimaryContrastText = "#ffffff",
                Secondary = "#565d6b",
                Tertiary = "#0369a1",
                Info = "#0369a1",
                Success = "#15803d",
                Warning = "#a14a08",
                Error = "#b91c1c",
                Dark = "#2b303b",
                Background = "#f7f8fa",
                Surface = "#ffffff",
                BackgroundGray = "#f1f3f6",
                TextPrimary = "#171a21",
                TextSecondary = "#565d6b",
                TextDisabled = "#9aa1ae",
                ActionDefault = "#565d6b",
                ActionDisabled = "#a7adb8",
                ActionDisabledBackground = "#e8eaee",
                LinesDefault = "#e3e6eb",
                LinesInputs = "#c9ced7",
                TableLines = "#e9ebef",
                TableHover = "#f4f5f9",
                Divider = "#e3e6eb",
                OverlayDark = "rgba(16,18,24,.4)",
                Skeleton = "#eceef2",
                AppbarBackground = "#ffffff",
                AppbarText = "#171a21",
                DrawerBackground = "#ffffff",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#8b93ff",
                PrimaryContrastText = "#0f1116",
                Secondary = "#a6adbb",
                Tertiary = "#7dd3fc",
                Info = "#7dd3fc",
                Success = "#4ade80",
                SuccessContrastText = "#0f1116",
                Warning = "#fbbf24",
                WarningContrastText = "#0f1116",
                Error = "#f87171",
                ErrorContrastText = "#0f1116",
                Dark = "#2a2f3a",
                Background = "#0f1116",
                Surface = "#161920",
                BackgroundGray = "#1d2129",
                TextPrimary = "#e8eaf0",
                TextSecondary = "#a6adbb",
                TextDisabled = "#626a7a",
                ActionDefault = "#a6adbb",
                ActionDisabled = "#596070",
                ActionDisabledBackground = "#232833",
                LinesDefault = "#2a2f3a",
                LinesInputs = "#3d4452",
                TableLines = "#232833",
                TableHover = "#1b1f28",
                Divider = "#2a2f3a",
                OverlayDark = "rgba(0,0,0,.55)",
                Skeleton = "#1d2129",
                AppbarBackground = "#161920",
                AppbarText = "#e8eaf0",
                DrawerBackground = "#161920",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Font,
                    FontSize = ".84375rem",
                    LineHeight = "1.45",
                    LetterSpacing = "normal",
                },
                Body1 = new Body1Typography
                {
                    FontFamily = Font,
                    FontSize = ".84375rem",
                    LineHeight = "1.45",
                    LetterSpacing = "normal",
                },
                Body2 = new Body2Typography
                {
                    FontFamily = Font,
                    FontSize = ".8125rem",
                    LineHeight = "1.4",
                    LetterSpacing = "normal",
                },
                Button = new ButtonTypography
                {
                    FontFamily = Font,
                    FontSize = ".8125rem",
                    FontWeight = "550",
                    LetterSpacing = "normal",
                    TextTransform = "none",
                },
                Subtitle1 = new Subtitle1Typography
                {
                    FontFamily = Font,
                    FontSize = ".875rem",
                    LetterSpacing = "normal",
                },
                Subtitle2 = new Subtitle2Typography
                {
                    FontFamily = Font,
                    FontSize = ".8125rem",
                    LetterSpacing = "normal",
                },
                H6 = new H6Typography
                {
                    FontFamily = Font,
                    FontSize = "1rem",
                    FontWeight = "600",
                    LetterSpacing = "-.005em",
                },
                Caption = new CaptionTypography
                {
                    FontFamily = Font,
                    FontSize = ".75rem",
                    LetterSpacing = "normal",
                },
            },
        };
}
