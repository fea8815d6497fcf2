using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Rules;

/// <summary>A method creates a pool for itself, which is lost with all its buffers when the method ends.</summary>
internal static class PoolPerCallRule
{
    internal const string Id = "TIDE009";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A pool is created for each call",
        "Each call creates a pool for itself, so that every rent makes a new buffer: keep '{0}' in a field",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>Attributes by which test and benchmark frameworks find their methods.</summary>
    private static readonly HashSet<string> s_testAttributes =
    [
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute",
        "SetUpAttribute", "OneTimeSetUpAttribute", "TestInitializeAttribute", "ClassInitializeAttribute", "BenchmarkAttribute", "GlobalSetupAttribute",
        "IterationSetupAttribute",
    ];

    /// <summary>Whether a program is likely to run the method, or a function that it passes on, more than once: it isn't a constructor or a test.</summary>
    internal static bool IsOfInterest(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation }
        && !method.ContainingType.GetMembers().Any(IsTest);

    /// <summary>Whether the method is the program's entry point, whose own statements run once.</summary>
    internal static bool IsEntry(IMethodSymbol method) => method is { IsStatic: true, Name: "Main" or "<Main>$" };

    /// <summary>The name of the pool if only this call uses it; null otherwise.</summary>
    internal static string? NameIfForOneCall(IObjectCreationOperation creation, IOperation body)
    {
        if (IsRentedFrom(creation))
        {
            return creation.Syntax.ToString();
        }

        IOperation? target = creation.Parent is IConversionOperation { IsImplicit: true } conversion ? conversion.Parent : creation.Parent;
        if (target is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var pool } })
        {
            return null;
        }

        ILocalReferenceOperation[] uses =
        [
            .. body.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, pool)),
        ];
        return uses.Any(IsRentedFrom) && uses.All(use => IsAsked(use) && !IsRepeated(use, creation)) ? pool.Name : null;
    }

    private static bool IsTest(ISymbol member) => member.GetAttributes()
        .Any(static attribute => attribute.AttributeClass is { } type && s_testAttributes.Contains(type.Name));

    private static bool IsRentedFrom(IOperation pool) =>
        pool.Parent is IInvocationOperation { TargetMethod.Name: "Rent" or "TryRent" or "RentAsync" or "RentSequence" or "Allocate" or "CreateAllocator" } call
            && call.Instance == pool;

    /// <summary>Whether the use is a call that keeps no reference to the pool, as its adapters would.</summary>
    private static bool IsAsked(IOperation pool) => pool.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: not ("AsArrayPool" or "AsMemoryPool") } call => call.Instance == pool,
        IPropertyReferenceOperation => true,
        _ => false,
    };

    /// <summary>Whether the use is in a loop or function within the method: then the pool may live long enough to be useful.</summary>
    private static bool IsRepeated(IOperation use, IOperation creation)
    {
        for (IOperation? parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation && !parent.Syntax.Contains(creation.Syntax))
            {
                return true;
            }
        }

        return false;
    }
}
