using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>The output of a step is fed into the next (https://keras.io/api/layers/recurrent_layers/simple_rnn/).</summary>
public sealed class SimpleRNN(RecurrentOptions options, string? name = null, DTypePolicy? dtype = null)
    : RecurrentLayer(options, (o, d) => new SimpleRNNCell(o, d), name, dtype)
{
    public SimpleRNN(int units, string? name = null)
        : this(new RecurrentOptions(units), name) { }

    public static SimpleRNN FromConfig(LayerConfig config) => new(RecurrentOptions.Read(config, gated: false), config.Name, config.DType);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        Options.WriteSequence(config);
        config["use_bias"] = Options.UseBias;
        Options.WriteInitializers(config);
        Options.WriteRegularizers(config);
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["recurrent_constraint"] = ConstraintJson("recurrent_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["dropout"] = Options.Dropout;
        config["recurrent_dropout"] = Options.RecurrentDropout;
        return config;
    }
}
