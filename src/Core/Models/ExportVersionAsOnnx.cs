using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>A model version as an ONNX file with its preprocessing inside; made by a worker the first time it is asked for. Refused where a layer has no
/// meaning in ONNX.</summary>
/// <param name="TokenizerInside">Of a model of texts: whether its input is text. Refused where its tokenizer can't stand in the file.</param>
/// <returns>The file's path.</returns>
public sealed record ExportVersionAsOnnx(ModelVersionId Version, bool TokenizerInside = false) : IRequest<Outcome<string>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
