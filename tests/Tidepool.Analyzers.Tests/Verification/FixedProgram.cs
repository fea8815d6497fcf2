using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Tidepool.Analyzers.CodeFixes;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Compiles and runs a program before and after a fix.</summary>
internal static class FixedProgram
{
    /// <summary>Verifies that the program prints the same as before. Only one of the fixes may decline because it would change the output.</summary>
    internal static async Task VerifyAsync<TFix>(string rule, string members, string usings = "")
        where TFix : CodeFixProvider, new()
    {
        string before = usings + WithMain(Verifier.AroundMembers(members));
        string? after = await FixVerifier.ApplyAsync<TFix>(rule, before);
        if (after is null)
        {
            Assert.True(typeof(TFix) == typeof(ReturnInFinallyFix) && rule == "TIDE001", "The fix isn't offered, though it would change nothing.");
            return;
        }

        Assert.Equal(OutputOf(before), OutputOf(after));
    }

    /// <summary>The class with a method that runs it.</summary>
    internal static string WithMain(string program) => program.Replace(
        "BytePool Pool => pool;",
        "BytePool Pool => pool; internal static string Main2(BytePool pool) => new Test(pool).Run();",
        StringComparison.Ordinal);

    /// <summary>What a compiled program prints.</summary>
    internal static string Run(Type program)
    {
        MethodInfo main = program.GetMethod("Main2", BindingFlags.Static | BindingFlags.NonPublic)!;
        using BytePool pool = new(16, 4_096, 100);
        string output = (string)main.Invoke(null, [pool])!;
        Assert.NotEmpty(output);
        return output;
    }

    private static string OutputOf(string code)
    {
        using MemoryStream image = new();
        CSharpCompilation compilation = TestCompilation.Of(code);
        EmitResult result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        AssemblyLoadContext context = new(null, isCollectible: true);
        try
        {
            return Run(context.LoadFromStream(image).GetType("Test")!);
        }
        finally
        {
            context.Unload();
        }
    }
}
