using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core;

/// <summary>A text that several people may edit: who writes says what they began from, and nobody overwrites what they did not see.</summary>
public static class EditedText
{
    /// <summary>The code of the refusal; its value <c>now</c> is the text that is stored.</summary>
    public const string Conflict = "text.changed";

    /// <param name="began">The stored text that the writer saw; null for a writer who overwrites whatever is there.</param>
    /// <param name="what">The code of the words that the sentence calls it by: <c>words.edited.notes</c>, "the notes".</param>
    /// <returns>Null where it may be written.</returns>
    public static Refusal? Check(string? began, string stored, string written, string what) =>
        began is null || stored == began || stored == written ? null : new(RefusalKind.Conflict, Conflict, ("what", new Refusal(what)), ("now", stored));

    /// <summary>The text that is stored, where a write was refused for it; else null.</summary>
    public static string? Stored(Refusal? refused) => refused is { Code: Conflict } ? refused.Find("now")?.Text ?? "" : null;
}
