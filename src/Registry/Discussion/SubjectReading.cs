using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>What a comment is about.</summary>
/// <param name="Words">"run 12", "pets v3".</param>
/// <param name="Address">Of its page, where the comments are.</param>
/// <param name="History">The object whose history tells of it.</param>
internal sealed record SubjectReading(ProjectId Project, Refusal Words, string Address, ObjectReference History)
{
    /// <summary>Of a run.</summary>
    public int Number { get; init; }

    /// <returns>Null where there is no such object.</returns>
    public static async Task<SubjectReading?> FindAsync(RegistryContext context, CommentSubject subject, CancellationToken cancellationToken)
    {
        switch (subject.Kind)
        {
            case CommentSubjectKind.Run:
                var id = new RunId(subject.Id);
                var run = await context.Runs.Where(r => r.Id == id).Select(r => new { r.ProjectId, r.Number }).SingleOrDefaultAsync(cancellationToken);
                return run is null ? null : new(run.ProjectId, WordsOf(subject, run.Number), $"/runs/{id}?tab=discussion", id) { Number = run.Number };
            case CommentSubjectKind.DatasetVersion:
                var dataset = await (
                    from v in context.DatasetVersions
                    where v.Id == new DatasetVersionId(subject.Id)
                    join d in context.Datasets on v.DatasetId equals d.Id
                    select new
                    {
                        d.ProjectId,
                        d.Id,
                        d.Name,
                        v.Number,
                    }
                ).SingleOrDefaultAsync(cancellationToken);
                return dataset is null
                    ? null
                    : new(
                        dataset.ProjectId,
                        new("words.subject.dataset", ("name", dataset.Name), ("version", $"{dataset.Number}")),
                        $"/datasets/{dataset.Id}?v={dataset.Number}",
                        dataset.Id
                    );
            case CommentSubjectKind.ModelVersion:
                var model = await (
                    from v in context.ModelVersions
                    where v.Id == new ModelVersionId(subject.Id)
                    join m in context.Models on v.ModelId equals m.Id
                    select new
                    {
                        m.ProjectId,
                        m.Id,
                        m.Name,
                        v.Number,
                    }
                ).SingleOrDefaultAsync(cancellationToken);
                return model is null
                    ? null
                    : new(
                        model.ProjectId,
                        new("words.subject.model", ("name", model.Name), ("version", $"{model.Number}")),
                        $"/models/{Uri.EscapeDataString(model.Name)}/versions/{model.Number}?tab=discussion",
                        model.Id
                    );
            default:
                var review = await (
                    from r in context.Reviews
                    where r.Id == new ReviewId(subject.Id)
                    join m in context.Models on r.ModelId equals m.Id
                    select new
                    {
                        r.ProjectId,
                        r.Id,
                        r.Alias,
                        m.Name,
                        r.Version,
                    }
                ).SingleOrDefaultAsync(cancellationToken);
                return review is null ? null : new(review.ProjectId, OfReview(review.Alias, review.Name, review.Version), $"/reviews/{review.Id}", review.Id);
        }
    }

    /// <summary>"the request to move champion of net to v3".</summary>
    public static Refusal OfReview(string alias, string model, int version) =>
        new("words.subject.review", ("alias", alias), ("name", model), ("version", $"{version}"));

    private static Refusal WordsOf(CommentSubject subject, int number) =>
        subject switch
        {
            { Epoch: { } epoch } => new("words.subject.epoch", ("epoch", $"{epoch + 1}"), ("number", $"{number}")),
            { Example: { } example } => new("words.subject.example", ("example", example), ("number", $"{number}")),
            _ => new("words.subject.run", ("number", $"{number}")),
        };
}
