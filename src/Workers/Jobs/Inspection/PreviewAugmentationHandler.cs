using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>Has a worker augment a few pictures of the dataset, and hands them over as data URLs.</summary>
internal sealed class PreviewAugmentationHandler(IDatasetStore datasets, ChildCommand command, StorageLayout layout)
    : IRequestHandler<PreviewAugmentation, Outcome<IReadOnlyList<PreviewPicture>>>
{
    private const int Most = 64;

    public async Task<Outcome<IReadOnlyList<PreviewPicture>>> Handle(PreviewAugmentation request, CancellationToken cancellationToken)
    {
        if (request.Count is < 1 or > Most) return Outcome<IReadOnlyList<PreviewPicture>>.Refused($"Expected 1 to {Most} pictures; received {request.Count}.");
        if (TrainingSpecValidator.Validate(request.Spec) is [var problem, ..]) return Outcome<IReadOnlyList<PreviewPicture>>.Refused(problem.Sentence);
        if (await datasets.ManifestPathAsync(request.Dataset, cancellationToken) is not { } manifest || !File.Exists(manifest))
            return Outcome<IReadOnlyList<PreviewPicture>>.Refused("Expected a dataset that exists; its files were not found.");
        var folder = Path.Combine(layout.Scratch, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            var spec = Path.Combine(folder, "spec.json");
            var pictures = Path.Combine(folder, "out");
            await File.WriteAllTextAsync(spec, TrainingSpecJson.Write(request.Spec with { Seed = Math.Abs(request.Seed) }), cancellationToken);
            var answer = await command.RunAsync(
                new("Augmentation preview", ["augment", "--data", manifest, "--spec", spec, "--out", pictures, "--count", request.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)]), cancellationToken);
            if (!answer.IsDone) return Outcome<IReadOnlyList<PreviewPicture>>.Refused($"The preview could not be made. {answer.Sentence}");
            return new() { Value = await ReadAsync(pictures, cancellationToken) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<PreviewPicture>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var list = new List<PreviewPicture>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            list.Add(new("data:image/png;base64," + Convert.ToBase64String(bytes), Path.GetDirectoryName(Path.GetRelativePath(folder, file)) ?? ""));
        }
        return list;
    }
}
