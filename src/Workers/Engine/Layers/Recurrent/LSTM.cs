using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>Long short-term memory (https://keras.io/api/layers/recurrent_layers/lstm/, Hochreiter and Schmidhuber 1997).</summary>
/// <param name="unitForgetBias">True (default): the forget gate's bias begins at 1.</param>
public sealed class LSTM(RecurrentOptions options, bool unitForgetBias = true, string? name = null, DTypePolicy? dtype = null)
    : RecurrentLayer(options, (o, d) => new LSTMCell(o, unitForgetBias, d), name, dtype)
{
    public LSTM(int units, string? name = null)
        : this(new RecurrentOptions(units), name: name) { }

    public static LSTM FromConfig(LayerConfig config) =>
        new(RecurrentOptions.Read(config, gated: true), config.Bool("unit_forget_bias", true), config.Name, config.DType);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        Options.WriteSequence(config);
        config["recurrent_activation"] = Options.RecurrentActivation.ToJson();
        config["use_bias"] = Options.UseBias;
        Options.WriteInitializers(config);
        config["unit_forget_bias"] = unitForgetBias;
        Options.WriteRegularizers(config);
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["recurrent_constraint"] = ConstraintJson("recurrent_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["dropout"] = Options.Dropout;
        config["recurrent_dropout"] = Options.RecurrentDropout;
        config["seed"] = Options.Seed;
        return config;
    }
}
