using MlOpsDashboard.Core.Datasets.Differences;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets.Changes;

/// <summary>Whether a changed picture is shown twice.</summary>
internal static class ChangedSides
{
    /// <summary>Whether it looks otherwise than before: other bytes, turned, or other things drawn over it.</summary>
    public static bool Differ(PictureChange picture) =>
        picture is { Before: { } before, After: { } after }
        && (before.MediaKey != after.MediaKey || (after.Target is not null && picture.Kinds.Any(kind => kind is ChangeKinds.Relabelled or ChangeKinds.Names)));
}
