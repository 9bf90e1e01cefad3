using System.Globalization;
using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>Has a worker augment a few pictures of the dataset, and hands over their addresses.</summary>
internal sealed class PreviewAugmentationHandler(IDatasetStore datasets, IWorkerCalls calls, StorageLayout layout)
    : IRequestHandler<PreviewAugmentation, Outcome<IReadOnlyList<PreviewPicture>>>
{
    private const int Most = 64;

    public async Task<Outcome<IReadOnlyList<PreviewPicture>>> Handle(PreviewAugmentation request, CancellationToken cancellationToken)
    {
        if (request.Count is < 1 or > Most)
            return Outcome<IReadOnlyList<PreviewPicture>>.Refused(new Refusal("jobs.preview.count", ("most", Most), ("received", request.Count)));
        if (TrainingSpecValidator.Validate(request.Spec) is [var problem, ..])
            return Outcome<IReadOnlyList<PreviewPicture>>.Refused(problem.Reason);
        if (await datasets.ManifestPathAsync(request.Dataset, cancellationToken) is not { } manifest || !File.Exists(manifest))
            return Outcome<IReadOnlyList<PreviewPicture>>.Refused(new Refusal(RefusalKind.NotFound, "jobs.dataset.files"));
        var folder = Path.Combine(layout.Scratch, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            var spec = Path.Combine(folder, "spec.json");
            var pictures = Path.Combine(folder, "out");
            await File.WriteAllTextAsync(spec, TrainingSpecJson.Write(request.Spec), cancellationToken);
            string[] arguments =
            [
                "augment",
                "--data",
                manifest,
                "--spec",
                spec,
                "--out",
                pictures,
                "--count",
                Text(request.Count),
                "--seed",
                Text(Math.Abs((long)request.Seed)),
                "--json",
            ];
            var answer = await calls.CallAsync(new(new("work.what.augmentation"), arguments), cancellationToken);
            if (!answer.IsDone)
                return Outcome<IReadOnlyList<PreviewPicture>>.Refused(new Refusal("jobs.preview.failed", ("why", answer.Why!)));
            return new() { Value = Read(pictures, answer.Output) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each picture's source is a path in the dataset, its first folder the class.
    private List<PreviewPicture> Read(string folder, string json)
    {
        using var document = JsonDocument.Parse(json);
        var (list, drawn) = (new List<PreviewPicture>(), new DrawnPictures(layout));
        foreach (var picture in document.RootElement.GetProperty("pictures").EnumerateArray())
            list.Add(new(drawn.Keep(Path.Combine(folder, picture.GetProperty("file").GetString()!)), picture.GetProperty("source").GetString()!.Split('/')[0]));
        return list;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
