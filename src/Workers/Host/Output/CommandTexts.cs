using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Workers.Host.Output;

/// <summary>What <c>mlops</c> says to a person: help, notices. In the language that <see cref="UserLanguage.Speak"/> was told.</summary>
internal static class CommandTexts
{
    private static readonly TextResource Texts = new(typeof(CommandTexts));

    /// <param name="key">As the resource file has it.</param>
    /// <param name="values">For its numbered places, see <see cref="TextTemplate"/>.</param>
    public static string Of(string key, params ReadOnlySpan<object?> values) => values.Length == 0 ? Texts[key] : Texts[key, values];
}
