using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Reviews;

/// <summary>Finds and lays out what a gate judges: the holdout of the candidate's dataset version, the models, and what each was trained on.</summary>
public sealed class GateInputs(IModelStore models, ICustomModelStore custom, IDatasetStore datasets, ModelFolders folders)
{
    // A backbone that was trained on a backbone that was ...
    private const int MostAncestors = 20;

    /// <summary>The candidate and, where there is one, the incumbent.</summary>
    /// <exception cref="RefusedException">A version is gone.</exception>
    public async Task<(StoredModelVersion Candidate, StoredModelVersion? Incumbent)> VersionsAsync(
        KnownReview review,
        int? incumbent,
        CancellationToken cancellationToken
    )
    {
        var candidate = await models.GetVersionAsync(review.Candidate, cancellationToken) ?? throw Lost(review.Version);
        return incumbent is not { } number
            ? (candidate, null)
            : (candidate, await models.FindAsync(review.ModelName, number.ToString(CultureInfo.InvariantCulture), cancellationToken) ?? throw Lost(number));
    }

    /// <summary>Dataset version and manifest of what a version was trained on.</summary>
    /// <exception cref="RefusedException">They are gone.</exception>
    public async Task<(StoredDatasetVersion Version, DatasetManifest Manifest)> DataAsync(DatasetVersionId id, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(id, cancellationToken);
        var manifest = await datasets.ReadManifestAsync(id, cancellationToken);
        return version is null || manifest is null
            ? throw new RefusedException(
                new Refusal(RefusalKind.Unavailable, "review.holdout.lost", ("dataset", version?.Name ?? id.ToString()), ("version", $"{version?.Number}"))
            )
            : (version, manifest);
    }

    /// <summary>Writes the request for a child.</summary>
    /// <exception cref="RefusedException">There is no holdout, or a file is missing.</exception>
    public async Task<string> LayAsync(string folder, KnownReview review, CancellationToken cancellationToken)
    {
        var (candidate, incumbent) = await VersionsAsync(review, review.Incumbent, cancellationToken);
        var (data, manifest) = await DataAsync(candidate.Contents.DatasetVersion, cancellationToken);
        var holdout = manifest.Where(part => part == DatasetPart.Test);
        if (holdout.Entries.Count == 0)
            throw new RefusedException(
                new Refusal(
                    RefusalKind.Conflict,
                    "review.holdout.none",
                    ("dataset", data.Name),
                    ("version", $"{data.Number}"),
                    ("candidate", $"{review.Version}"),
                    ("noun", InputCards.Named(manifest.Input).Noun(1))
                )
            );
        var held = Path.Combine(folder, "holdout.manifest.json");
        await WriteAsync(held, Placed(holdout, data.ManifestFile), cancellationToken);
        var request = new GateRequest(
            held,
            await ModelAsync(folder, Leak.Candidate, candidate, cancellationToken),
            incumbent is null ? null : await ModelAsync(folder, Leak.Incumbent, incumbent, cancellationToken)
        );
        var file = Path.Combine(folder, "gate.request.json");
        await WriteAsync(file, request, cancellationToken);
        return file;
    }

    /// <summary>Where a model's predictions lie.</summary>
    public static string PredictionsOf(string folder, string side) => Path.Combine(folder, $"{side}.predictions.jsonl");

    /// <summary>Where the answer lies.</summary>
    public static string AnswerOf(string folder) => Path.Combine(folder, "gate.json");

    /// <summary>The pretrained weights that a version began from, and their licence.</summary>
    public async Task<Refusal?> WeightsAsync(StoredModelVersion version, CancellationToken cancellationToken) =>
        TrainingSpecJson.Parse(version.Contents.SpecJson).Value is { } spec ? await BackboneWeights.OfAsync(spec, custom, cancellationToken) : null;

    private async Task<GateModel> ModelAsync(string folder, string side, StoredModelVersion version, CancellationToken cancellationToken)
    {
        var prepared = await folders.PrepareAsync(version.Contents.Artifact, version.Contents.PreprocessingJson, cancellationToken);
        if (prepared.Value is not { } file)
            throw new RefusedException(prepared.Reason!);
        var seen = new List<string>();
        foreach (var id in await TrainedOnAsync(version, cancellationToken))
        {
            var (data, manifest) = await DataAsync(id, cancellationToken);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{side}.seen-{seen.Count}.manifest.json"));
            await WriteAsync(path, Placed(manifest.Where(DatasetPart.IsForTraining), data.ManifestFile), cancellationToken);
            seen.Add(path);
        }
        return new(file, seen, PredictionsOf(folder, side));
    }

    // Its own data, and that of every version of the registry that it began from.
    private async Task<IReadOnlyList<DatasetVersionId>> TrainedOnAsync(StoredModelVersion version, CancellationToken cancellationToken)
    {
        var found = new List<DatasetVersionId>();
        var next = version;
        for (var i = 0; next is not null && i < MostAncestors; i++)
        {
            found.Add(next.Contents.DatasetVersion);
            next =
                TrainingSpecJson.Parse(next.Contents.SpecJson).Value is { } spec
                && await BackboneWeights.FileOfAsync(spec, custom, cancellationToken) is { Version: { } ancestor }
                    ? await models.GetVersionAsync(ancestor, cancellationToken)
                    : null;
        }
        return [.. found.Distinct()];
    }

    private static DatasetManifest Placed(DatasetManifest manifest, string file) => manifest with { BlobRoot = manifest.BlobsBeside(file) };

    private static Task WriteAsync<T>(string path, T value, CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(path, (stream, token) => JsonSerializer.SerializeAsync(stream, value, DatasetManifest.Json, token), cancellationToken);

    private static RefusedException Lost(int version) => new(new Refusal(RefusalKind.NotFound, "review.version.lost", ("version", $"{version}")));
}
