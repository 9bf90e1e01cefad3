using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>How a network's inputs are made of texts. The tokenizer's description and vocabulary stand in the metadata in any case.</summary>
/// <param name="Stored">What stands beside the network, for the metadata; null for nothing.</param>
/// <param name="MaxLength">Most tokens of a text where the tokenizer is inside; null for all.</param>
/// <param name="IsInside">Whether the file's only input is <c>text</c>, string (N), and what follows from it is in the graph; else inputs are the
/// network's.</param>
public sealed record OnnxTexts(ITokenizer Tokenizer, TextPipeline? Stored = null, int? MaxLength = null, bool IsInside = false);
