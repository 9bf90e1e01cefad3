using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>As <see cref="ExportVersionAsOnnx"/>, of a run's best model.</summary>
/// <returns>The file's path.</returns>
public sealed record ExportRunAsOnnx(RunId Run, bool TokenizerInside = false) : IRequest<Outcome<string>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
