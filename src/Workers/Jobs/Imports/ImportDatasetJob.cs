using MlOpsDashboard.Core;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs.Imports;

public sealed record ImportDatasetInput(Guid Import);

/// <summary>Quartz's side of an import: everything else is <see cref="ImportSupervisor"/>'s.</summary>
public sealed class ImportDatasetJob(ImportSupervisor supervisor) : IJob<ImportDatasetInput>
{
    public async ValueTask Execute(IJobExecutionContext context, ImportDatasetInput input, CancellationToken cancellationToken = default) =>
        await supervisor.SuperviseAsync(new ImportId(input.Import), cancellationToken);
}
