using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Exports;

/// <summary>Has a child write a dataset version as an archive, each time anew: archives are as large as their pictures.</summary>
internal sealed class ExportDatasetHandler(IDatasetStore datasets, IWorkerCalls calls, StorageLayout layout) : IRequestHandler<ExportDataset, Outcome<string>>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public async Task<Outcome<string>> Handle(ExportDataset request, CancellationToken cancellationToken)
    {
        if (await datasets.GetVersionAsync(request.Version, cancellationToken) is not { } version || !File.Exists(version.ManifestFile))
            return Outcome<string>.Refused(new Refusal(RefusalKind.NotFound, "jobs.dataset.files"));
        var folder = Directory.CreateDirectory(Path.Combine(layout.Scratch, "exports")).FullName;
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.zip");
        var what = new Refusal("words.version", ("model", version.Name), ("version", $"{version.Number}"));
        var answer = await calls.CallAsync(
            new(
                new("work.what.export", ("format", request.Format.ToUpperInvariant()), ("what", what)),
                ["export", "--data", version.ManifestFile, $"--format={request.Format}", "--out", file]
            )
            {
                Time = Longest,
            },
            cancellationToken
        );
        return answer.IsDone ? file : Outcome<string>.Refused(answer.Why!);
    }
}
