using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Reviews;

/// <summary>The gate: <c>mlops gate</c> judges candidate and incumbent on a holdout that no run was given; its answers become the report that people decide
/// on.</summary>
internal sealed class GateWork(IReviewStore reviews, GateInputs inputs, GateReports reports, StorageLayout layout) : IWorkKind
{
    public WorkKind Kind => WorkKind.Gate;

    public async Task<WorkStart> PrepareAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var review = await FindAsync(lease, cancellationToken);
        var request = await inputs.LayAsync(folder.Path, review, cancellationToken);
        await DurableFile.WriteAsync(
            ReviewFile(folder),
            (stream, token) => JsonSerializer.SerializeAsync(stream, review, GateReport.Json, token),
            cancellationToken
        );
        return new(
            new(new Refusal("work.what.gate", ("model", review.ModelName), ("version", review.Version.ToString(CultureInfo.InvariantCulture)))),
            ["gate", "--request", request, "--out", GateInputs.AnswerOf(folder.Path)]
        );
    }

    public Task<bool> StoreAsync(WorkLease lease, WorkOutput output, WorkOffsets offsets, CancellationToken cancellationToken) =>
        reviews.DeliverAsync(lease, offsets, cancellationToken);

    public Task NoteAsync(WorkLease lease, Refusal note, CancellationToken cancellationToken) => Task.CompletedTask;

    public int? CodeOf(AttemptFolder folder) => File.Exists(GateInputs.AnswerOf(folder.Path)) ? ChildExit.Done : null;

    public async Task<Refusal?> CompleteAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        if (await ReadAsync<GateAnswer>(GateInputs.AnswerOf(folder.Path), cancellationToken) is not { } answer)
            return new(RefusalKind.Unavailable, "work.child.silent");
        // As it stood when the models were laid out: an alias that moved since is told to whoever decides.
        if (await ReadAsync<KnownReview>(ReviewFile(folder), cancellationToken) is not { } review)
            return new(RefusalKind.Unavailable, "work.child.silent");
        var report = await reports.OfAsync(review, folder.Path, answer, cancellationToken);
        if (report.Value is { } made)
            await reviews.JudgedAsync(lease, made, cancellationToken);
        else
            await reviews.RefuseAsync(lease, report.Reason!, cancellationToken);
        return null;
    }

    public Task EndAsync(WorkLease lease, WorkEnding ending, Refusal? why, AttemptFolder? folder, CancellationToken cancellationToken) =>
        reviews.RefuseAsync(lease, why ?? new(RefusalKind.Conflict, "review.gate.stopped"), cancellationToken);

    public Task SweepAsync(WorkId work, CancellationToken cancellationToken)
    {
        if (layout.Review(work.Review) is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private static string ReviewFile(AttemptFolder folder) => Path.Combine(folder.Path, "review.json");

    private async Task<KnownReview> FindAsync(WorkLease lease, CancellationToken cancellationToken) =>
        await reviews.FindAsync(lease.Id.Review, cancellationToken) ?? throw new InvalidOperationException($"Review {lease.Id} is not in the registry.");

    private static async Task<T?> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<T>(file, GateReport.Json, cancellationToken);
    }
}
