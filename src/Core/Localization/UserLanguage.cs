using System.Globalization;

namespace MlOpsDashboard.Core.Localization;

/// <summary>The languages that people are spoken to in. The one of the moment is <see cref="CultureInfo.CurrentUICulture"/>; numbers and dates are written by
/// patterns, never by a culture.</summary>
public static class UserLanguage
{
    public const string English = "en",
        Chinese = "zh-CN";

    /// <summary>Every language: its tag, and its name as its speakers write it.</summary>
    public static IReadOnlyList<(string Tag, string Name)> All { get; } = [(English, "English"), (Chinese, "简体中文")];

    /// <summary>The language of the moment, one of <see cref="All"/>.</summary>
    public static string Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The language that is meant by a tag (<c>zh</c>, <c>zh-Hant-TW</c>, <c>en-GB</c>) or a locale of Unix (<c>zh_CN.UTF-8</c>), or null where there
    /// is none for it.</summary>
    public static string? Find(string? tag)
    {
        var first = tag?.Split('-', '_', '.', '@')[0];
        return All.FirstOrDefault(l => l.Tag.Split('-')[0].Equals(first, StringComparison.OrdinalIgnoreCase)).Tag;
    }

    /// <summary>What is said in a language, whatever that of the moment is.</summary>
    /// <param name="tag">One of <see cref="All"/>.</param>
    public static string In(string tag, Func<string> say)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            Speak(tag);
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>Speaks a language from here on, in this flow of control and what it starts.</summary>
    /// <param name="tag">One of <see cref="All"/>.</param>
    public static void Speak(string tag) => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(tag);
}
