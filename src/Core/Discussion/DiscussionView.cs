namespace MlOpsDashboard.Core.Discussion;

/// <summary>What was said about an object.</summary>
/// <param name="Comments">The oldest first; answers name their thread.</param>
/// <param name="MayWrite">Whether the caller may say something.</param>
/// <param name="People">Names of those who can be mentioned.</param>
/// <param name="Epochs">How many epochs of a run can be commented on.</param>
/// <param name="Settings">Those of a run that a patch can change, with their values.</param>
/// <param name="Origin">Where a run was started by a comment's patch.</param>
public sealed record DiscussionView(
    IReadOnlyList<CommentView> Comments,
    bool MayWrite,
    IReadOnlyList<string> People,
    int Epochs,
    IReadOnlyList<KeyValuePair<string, string>> Settings,
    PatchOrigin? Origin
);
