using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>A network of texts that comes with the program: an assembly with <c>model.onnx</c> and <c>vocab.txt</c> among its resources.</summary>
/// <param name="FileName">In the folder <c>Backbones/Packages</c> beside the program.</param>
/// <param name="Sha256">Of the assembly.</param>
/// <param name="Options">What the model file does not say.</param>
public sealed record PackagedTexts(string FileName, string Sha256, BertOptions Options);
