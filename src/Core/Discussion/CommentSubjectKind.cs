namespace MlOpsDashboard.Core.Discussion;

/// <summary>What can be commented on.</summary>
public enum CommentSubjectKind
{
    Run,
    DatasetVersion,
    ModelVersion,
    Review,
}
