using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Tags as people type them, checked: each 1 to 40 characters on one line, at most 20 a run.</summary>
internal static class RunTags
{
    public const int Most = 20;

    public static Outcome<IReadOnlyList<string>> Check(IEnumerable<string>? tags)
    {
        var kept = new List<string>();
        foreach (var tag in (tags ?? []).Where(t => !string.IsNullOrWhiteSpace(t)))
        {
            var name = PlainText.Name(tag, "words.text.tag", 40);
            if (!name.IsDone)
                return Outcome<IReadOnlyList<string>>.Refused(name.Reason!);
            if (!kept.Contains(name.Value!, StringComparer.OrdinalIgnoreCase))
                kept.Add(name.Value!);
        }
        return kept.Count <= Most ? kept : Outcome<IReadOnlyList<string>>.Refused(new Refusal("registry.tags.many", ("most", Most), ("received", kept.Count)));
    }
}
