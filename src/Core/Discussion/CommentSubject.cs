using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>What a comment is about: an object, and of a run perhaps one epoch or one example of its evaluation.</summary>
/// <param name="Id">Of the object.</param>
/// <param name="Epoch">Counts from 0; null for the whole run.</param>
/// <param name="Example">Its path in the dataset; null for none.</param>
public sealed record CommentSubject(CommentSubjectKind Kind, Guid Id, int? Epoch = null, string? Example = null)
{
    /// <summary>The object that it is, or is a part of.</summary>
    public ObjectReference Object =>
        Kind switch
        {
            CommentSubjectKind.Run => new RunId(Id),
            CommentSubjectKind.DatasetVersion => new DatasetVersionId(Id),
            CommentSubjectKind.ModelVersion => new ModelVersionId(Id),
            _ => new ReviewId(Id),
        };

    public static implicit operator CommentSubject(RunId run) => new(CommentSubjectKind.Run, run.Value);

    public static implicit operator CommentSubject(DatasetVersionId version) => new(CommentSubjectKind.DatasetVersion, version.Value);

    public static implicit operator CommentSubject(ModelVersionId version) => new(CommentSubjectKind.ModelVersion, version.Value);

    public static implicit operator CommentSubject(ReviewId review) => new(CommentSubjectKind.Review, review.Value);
}
