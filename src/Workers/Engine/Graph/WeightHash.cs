using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>SHA-256 over weights: their paths and their values in C order.</summary>
public static class WeightHash
{
    public static string Of(IEnumerable<Variable> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in weights)
        {
            using var scope = torch.NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(weight.Path));
            hash.AppendData(weight.Value.detach().cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
