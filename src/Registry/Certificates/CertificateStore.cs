using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry.Certificates;

public sealed class CertificateStore(RegistryWriter writer, RegistryReader reader, IModelStore models) : ICertificateStore
{
    public async Task<Outcome> CreateAsync(ModelVersionId version, int? epochs, Caller by, CancellationToken cancellationToken)
    {
        if (epochs < 1)
            return Outcome.Refused(new Refusal("certificate.epochs", ("received", epochs.Value)));
        if (await models.GetVersionAsync(version, cancellationToken) is not { } stored)
            return Outcome.Refused(new Refusal(RefusalKind.NotFound, "certificate.version"));
        var spec = TrainingSpecJson.Parse(stored.Contents.SpecJson);
        if (spec.Value is null)
            return Outcome.Refused(spec.Reason!);
        if (spec.Value.CrossValidation is not null)
            return Outcome.Refused(new Refusal("certificate.folds"));
        return await writer.WriteAsync(
            async unit =>
            {
                if (await OpenAsync(unit.Context, version, cancellationToken) is not null)
                    return Outcome.Refused(new Refusal(RefusalKind.Conflict, "certificate.open", ("model", stored.Name), ("version", $"{stored.Number}")));
                var id = new WorkId(Guid.CreateVersion7());
                unit.Context.Add(new Certificate(id, version, stored.Project, epochs, by.User, unit.Now));
                await WorkRows.QueueAsync(unit, id, WorkKind.Rerun, WorkGroups.Cpu, stored.Project, cancellationToken);
                Say(unit, stored, by, "certificate-started", "activity.certificate.started");
                Publish(unit, stored.Contents.Run, stored.Project);
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    public Task<WorkId?> FindOpenAsync(ModelVersionId version, CancellationToken cancellationToken) =>
        reader.ReadAsync<WorkId?>(async context => (await OpenAsync(context, version, cancellationToken))?.Id, cancellationToken);

    public async Task<KnownCertificate?> FindAsync(WorkId certificate, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(
            context => context.Certificates.SingleOrDefaultAsync(c => c.Id == certificate, cancellationToken),
            cancellationToken
        );
        return found is not null && await models.GetVersionAsync(found.VersionId, cancellationToken) is { Contents: var contents } version
            ? new(found.Epochs, version.Name, version.Number, contents.Run, contents.DatasetVersion, contents.Artifact, contents.SpecJson, contents.HistoryJson)
            : null;
    }

    public Task<bool> ReportAsync(WorkLease lease, int? epoch, WorkOffsets offsets, CancellationToken cancellationToken) =>
        HeldAsync(
            lease,
            (unit, work, certificate) =>
            {
                work.Deliver(offsets);
                if (epoch is { } at)
                    certificate.Report(at);
            },
            cancellationToken
        );

    public Task<bool> CompleteAsync(WorkLease lease, RerunReport report, CancellationToken cancellationToken) =>
        HeldAsync(
            lease,
            (unit, work, certificate) =>
            {
                certificate.Complete(report, unit.Now);
                work.End();
            },
            cancellationToken
        );

    public Task<bool> EndAsync(WorkLease lease, CertificateStatus status, Refusal? why, CancellationToken cancellationToken) =>
        HeldAsync(
            lease,
            (unit, work, certificate) =>
            {
                certificate.End(status, why, unit.Now);
                work.End();
            },
            cancellationToken
        );

    public async Task<Outcome> CancelAsync(ModelVersionId version, Caller by, CancellationToken cancellationToken)
    {
        if (await models.GetVersionAsync(version, cancellationToken) is not { } stored)
            return Outcome.Refused(new Refusal(RefusalKind.NotFound, "certificate.version"));
        return await writer.WriteAsync(
            async unit =>
            {
                if (await OpenAsync(unit.Context, version, cancellationToken) is not { } open)
                    return Outcome.Refused(new Refusal(RefusalKind.Conflict, "certificate.none", ("model", stored.Name), ("version", $"{stored.Number}")));
                open.End(CertificateStatus.Cancelled, null, unit.Now);
                (await WorkRows.FindAsync(unit.Context, open.Id, cancellationToken))?.End();
                Say(unit, stored, by, "certificate-cancelled", "activity.certificate.cancelled");
                Publish(unit, stored.Contents.Run, stored.Project);
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    private Task<bool> HeldAsync(WorkLease lease, Action<WriteUnit, WorkItem, Certificate> write, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (
                    await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work
                    || await unit.Context.Certificates.SingleAsync(c => c.Id == lease.Id, cancellationToken) is not { IsOpen: true } certificate
                )
                    return false;
                write(unit, work, certificate);
                var run = await unit.Context.ModelVersions.Where(v => v.Id == certificate.VersionId).Select(v => v.RunId).SingleAsync(cancellationToken);
                Publish(unit, run, certificate.ProjectId);
                return true;
            },
            cancellationToken
        );

    private static Task<Certificate?> OpenAsync(RegistryContext context, ModelVersionId version, CancellationToken cancellationToken) =>
        context
            .Certificates.Where(c => c.VersionId == version && (c.Status == CertificateStatus.Waiting || c.Status == CertificateStatus.Running))
            .FirstOrDefaultAsync(cancellationToken);

    private static void Say(WriteUnit unit, StoredModelVersion of, Caller by, string action, string sentence) =>
        ActivityLog.Append(
            unit,
            by,
            of.Project,
            of.Model,
            action,
            $"{of.Name} v{of.Number}",
            new(sentence, ("model", of.Name), ("version", $"{of.Number}")),
            null
        );

    private static void Publish(WriteUnit unit, RunId run, ProjectId project) => unit.Publish(new(run, [], null) { Project = project });
}
