using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A network's outputs for one example as people and programs read them.</summary>
public interface IAnswers
{
    /// <summary>The same for a picture that lies so in the network's input: what answers with places gives them in the picture as given.</summary>
    IAnswers At(PicturePlacement placement) => this;

    /// <summary>The same as the end of an ONNX file; null where its outputs are answers as they are.</summary>
    OnnxEnd? Onnx => null;

    /// <summary>The members that an example's entry has besides <c>file</c>: <c>class</c> and <c>probability</c>, <c>labels</c>, <c>values</c>.</summary>
    JsonObject ToJson(IReadOnlyList<float> output);

    /// <summary>One line.</summary>
    string ToText(IReadOnlyList<float> output);

    /// <summary>What the columns of a table are called.</summary>
    IReadOnlyList<string> Columns(int width);

    /// <summary>A cell a column.</summary>
    IReadOnlyList<string> Cells(IReadOnlyList<float> output);
}
