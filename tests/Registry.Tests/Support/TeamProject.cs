using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Explanations;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>One of each kind of object in a project; or ids that never were.</summary>
public sealed record TeamProject(
    ProjectId Project,
    DatasetId Dataset,
    DatasetVersionId DatasetVersion,
    ImportId Import,
    RunId Run,
    ModelId Model,
    string ModelName,
    ModelVersionId ModelVersion,
    CustomModelId CustomModel,
    string Backbone
)
{
    /// <summary>An account that has no role yet.</summary>
    public PersonId Person { get; init; } = PersonId.New();

    /// <summary>Asks that version 1 be champion.</summary>
    public ReviewId Review { get; init; } = ReviewId.New();

    /// <summary>Its token.</summary>
    public AccessTokenId Token { get; init; } = AccessTokenId.New();

    /// <summary>On the run, by the local owner; asks for a lower learning rate.</summary>
    public CommentId Comment { get; init; } = CommentId.New();

    /// <summary>Of version 1 beside itself.</summary>
    public ExplanationId Explanation { get; init; } = ExplanationId.New();

    public const string Inspected =
        """{"name":"net","inputShape":[null,32,32,3],"outputShape":[null,4],"params":50,"layers":[{"index":0,"name":"in","class":"InputLayer","outputShape":[null,32,32,3],"params":0,"inbound":[]},{"index":1,"name":"gap","class":"GlobalAveragePooling2D","outputShape":[null,3],"params":0,"inbound":["in"]},{"index":2,"name":"out","class":"Dense","outputShape":[null,4],"params":16,"inbound":["gap"]}],"classifier":{"layer":"out","activation":"softmax"},"features":{"layer":"gap","index":-2}}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TeamProject> AddAsync(RegistryFixture registry, string name, char hash)
    {
        var (project, person, token) = (ProjectId.New(), PersonId.New(), AccessTokenId.New());
        await using (
            var context = await registry.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Persistence.RegistryContext>>().CreateDbContextAsync(Cancelled)
        )
        {
            context.Add(new Project(project, name, registry.Time.GetUtcNow()));
            context.Add(
                new Person
                {
                    Id = person.Value,
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    SecurityStamp = "1",
                    CreatedAt = registry.Time.GetUtcNow(),
                }
            );
            context.Add(
                new AccessTokenRow
                {
                    Id = token.Value,
                    PersonId = person.Value,
                    Name = name,
                    Hash = new(hash, 64),
                    CreatedAt = registry.Time.GetUtcNow(),
                    ExpiresAt = registry.Time.GetUtcNow().AddDays(1),
                }
            );
            await context.SaveChangesAsync(Cancelled);
        }
        var dataset = await registry.AddDatasetAsync(project, name + " pictures", 5, "cat", "dog");
        var import = (await registry.Datasets.CreateImportAsync(project, name + " more", new SampleSource("x"), Caller.LocalOwner, Cancelled)).Value;
        var run = await registry.AddFinishedRunAsync(dataset, [0.9], name: name + " run");
        var stored = (await registry.Runs.FindAsync(run, Cancelled))!;
        var contents = new ModelVersionContents(
            stored.BestModel!,
            16,
            Samples.Preprocessing,
            dataset.ClassNames,
            dataset.Version,
            stored.SpecJson,
            "{}",
            stored.EvaluationJson!,
            "1",
            run,
            null,
            stored.Metrics,
            "",
            "{}"
        );
        var version = (await registry.Models.AddVersionAsync(name + " net", contents, Caller.LocalOwner, Cancelled)).Value!;
        var sha256 = new string(hash, 64);
        var custom = (
            await registry
                .Get<ICustomModelStore>()
                .AddAsync(project, new(name + " base", "net.keras", sha256, 10, Inspected, "gap"), Caller.LocalOwner, Cancelled)
        ).Value;
        var versionId = (await registry.Models.FindAsync(version.Name, "1", Cancelled))!.Version;
        var explanation = ExplanationId.New();
        await using (
            var context = await registry.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Persistence.RegistryContext>>().CreateDbContextAsync(Cancelled)
        )
        {
            context.Add(
                new ExplanationRow
                {
                    Id = explanation,
                    ProjectId = project,
                    ModelId = version.Model,
                    Before = versionId,
                    After = versionId,
                    StepsJson = StoredStep.Write([new([], stored.Spec, dataset.Version)]),
                    Seeds = [0],
                    CreatedBy = name,
                    CreatedAt = registry.Time.GetUtcNow(),
                }
            );
            await context.SaveChangesAsync(Cancelled);
        }
        return new(project, dataset.Dataset, dataset.Version, import, run, version.Model, version.Name, versionId, custom, $"custom:{sha256}/base")
        {
            Person = person,
            Review = (
                await registry.Get<IReviewStore>().RequestAsync(new(version.Model, Aliases.Champion, 1, "it is good"), Caller.LocalOwner, Cancelled)
            ).Value,
            Token = token,
            Explanation = explanation,
            Comment = (
                await registry.SendAsync(new WriteComment(run, "try it slower", Guid.NewGuid(), Changes: [new("stages[0].optimizer.learningRate", "0.0001")]))
            ).Value,
        };
    }

    public static TeamProject Unknown { get; } =
        new(
            ProjectId.New(),
            DatasetId.New(),
            DatasetVersionId.New(),
            ImportId.New(),
            RunId.New(),
            ModelId.New(),
            "nobody's net",
            ModelVersionId.New(),
            CustomModelId.New(),
            $"custom:{new string('f', 64)}/base"
        );

    /// <summary>A sentence without what tells this project's objects from another's.</summary>
    public string Masked(string? sentence)
    {
        var text = sentence ?? "";
        foreach (
            var id in new[]
            {
                Project.ToString(),
                Dataset.ToString(),
                DatasetVersion.ToString(),
                Import.ToString(),
                Run.ToString(),
                Model.ToString(),
                ModelName,
                ModelVersion.ToString(),
                CustomModel.ToString(),
                Review.ToString(),
                Comment.ToString(),
                Explanation.ToString(),
                Backbone.Split(':', '/')[1],
            }
        )
            text = text.Replace(id, "ID", StringComparison.Ordinal);
        return text;
    }
}
